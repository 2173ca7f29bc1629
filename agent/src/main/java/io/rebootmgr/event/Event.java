package io.rebootmgr.event;

import io.rebootmgr.logbook.Entry;

/** Something that happened, and that people may want to be told. */
public sealed interface Event {

    /** A slot is this node's; its tasks begin. */
    record Claimed(String claim, String reason) implements Event {}

    /** The reboot command is about to be given. */
    record Rebooting(String claim, String reason) implements Event {}

    /** The node is up again, and not yet in service. */
    record Back(String claim, String reason) implements Event {}

    /** The node is in service again and its slot given back. */
    record Completed(Entry entry) implements Event {}
}
