package io.rebootmgr.show;

/**
 * How much of a fleet is shown.
 *
 * @param rows of the table of nodes; those that need somebody's eyes come first
 * @param holders of slots, over all groups
 */
public record Extent(int rows, int holders, int groups) {
    /** One screen. */
    public static final Extent SCREEN = new Extent(16, 16, 20);

    public static final Extent ALL = new Extent(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
