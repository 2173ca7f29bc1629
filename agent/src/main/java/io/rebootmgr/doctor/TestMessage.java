package io.rebootmgr.doctor;

import java.util.List;
import java.util.Optional;

/** Sends a message that says that it is a test to the programs that are told of events. */
@FunctionalInterface
public interface TestMessage {

    /** A program, and what went wrong with it; nothing where it took the message. */
    record Delivery(String program, Optional<String> trouble) {}

    /** Returns when all of them were told. */
    List<Delivery> send();
}
