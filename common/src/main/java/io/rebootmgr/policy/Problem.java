package io.rebootmgr.policy;

/**
 * One thing that is wrong in a layer.
 *
 * @param where the layer's name, and the field's path if it is about a field: {@code service/rebootmgr/config:
 *     windows[1].start}
 * @param what what stands there and what is expected: {@code is "25:00", expected a time from 00:00 to 23:59}
 */
public record Problem(String where, String what) {

    /** Both, as one sentence. */
    public String text() {
        return where + " " + what;
    }
}
