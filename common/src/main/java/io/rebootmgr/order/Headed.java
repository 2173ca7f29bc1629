package io.rebootmgr.order;

/** A file of a stage with its header; {@code name} is the file's own, of which there is one in a directory. */
public record Headed(String name, Header header) {

    /** Whose task it is: the file's name where the header does not say. */
    public String service() {
        return header.service().orElse(name);
    }
}
