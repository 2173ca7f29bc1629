package io.rebootmgr.policy;

import java.time.LocalDate;
import java.util.Optional;

/** Days without reboots, {@code from} and {@code to} included; {@code from} is not after {@code to}. */
public record Freeze(LocalDate from, LocalDate to, Optional<String> reason) {

    /** Whether no reboot may start on {@code date}. */
    public boolean covers(LocalDate date) {
        return !date.isBefore(from) && !date.isAfter(to);
    }

    /** For people: {@code freeze 2026-12-20 to 2027-01-06: Christmas}. */
    public String text() {
        return "freeze " + from + " to " + to + reason.map(why -> ": " + why).orElse("");
    }
}
