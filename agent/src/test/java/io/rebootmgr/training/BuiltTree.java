package io.rebootmgr.training;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Finishes the tree that the build assembled, so that it needs no Java of its machine and starts fast: its own small
 * runtime, and the archive of classes that an idle run needs. Two builds of the same sources with the same JDK give the
 * same bytes, wherever they stand.
 */
final class BuiltTree {
    private BuiltTree() {}

    /** The tree's path; the runtime is cut from the JDK that runs this. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path tree = Path.of(args[0]).toAbsolutePath();
        OwnRuntime.linkInto(tree);
        ClassArchive.writeInto(tree);
    }
}
