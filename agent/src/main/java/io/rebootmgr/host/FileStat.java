package io.rebootmgr.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What stat(2) tells of a file.
 *
 * @param mode type and permission bits
 * @param device as the C library encodes it
 * @param modified nanoseconds since 1970
 */
public record FileStat(int uid, int gid, int mode, long device, long inode, long modified) {

    /** Of the file itself, or with {@link LinkOption#NOFOLLOW_LINKS} of a link itself. */
    public static FileStat of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:uid,gid,mode,dev,ino,lastModifiedTime", options);
        return new FileStat(
                (int) get(found, "uid"),
                (int) get(found, "gid"),
                (int) get(found, "mode"),
                (long) get(found, "dev"),
                (long) get(found, "ino"),
                ((FileTime) get(found, "lastModifiedTime")).to(TimeUnit.NANOSECONDS));
    }

    private static Object get(Map<String, Object> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }
}
