package io.rebootmgr.policy;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Whether a reboot may start at a moment, as windows, holidays and freezes have it. */
public final class MaintenanceCalendar {
    /** How far ahead the next opening is looked for: a window that opens once a year's freezes are over is found. */
    private static final int SEARCHED_DAYS = 400;

    private MaintenanceCalendar() {}

    /**
     * Judges {@code now}. A hold tells the next moment that is open by windows, holidays and freezes together, if there
     * is one within 400 days.
     *
     * @param nodeZone whose days and dates count where the policy names no time zone
     */
    public static Verdict verdict(Policy policy, Instant now, ZoneId nodeZone) {
        ZoneId zone = policy.zone().orElse(nodeZone);
        Optional<String> closed = closed(policy, LocalDate.ofInstant(now, zone));
        if (closed.isEmpty() && policy.windows().isEmpty()) {
            return new Verdict.Proceed("no windows: always open");
        }
        Optional<Window> open = policy.windows().stream()
                .filter(window -> window.isOpen(now, zone))
                .findFirst();
        if (closed.isEmpty() && open.isPresent()) {
            return new Verdict.Proceed("inside window " + open.get().text() + " " + zone);
        }
        Optional<Instant> next = nextOpening(policy, now, zone);
        String reason = closed.orElseGet(() -> "outside every window; "
                + next.map(opens -> "next opens " + text(opens.atZone(zone)))
                        .orElse("none opens within " + SEARCHED_DAYS + " days"));
        return new Verdict.Hold(ExitCode.WINDOW, reason, next);
    }

    /**
     * The same of a reboot that is not ready to start: held, too, where it closes before that, for a node would be
     * drained for nothing. Where the tasks took longer than the next opening lasts, to wait for that is of no use: then
     * only settle counts.
     */
    public static Verdict verdict(Policy policy, Instant now, ZoneId nodeZone, LeadTime lead) {
        Verdict open = verdict(policy, now, nodeZone);
        if (open.holds() || isAlwaysOpen(policy)) {
            return open;
        }
        Optional<Instant> closes = closes(policy, now, nodeZone);
        if (closes.isEmpty() || fits(now, closes.get(), lead)) {
            return open;
        }
        Optional<Opening> next = opening(policy, closes.get(), nodeZone);
        boolean longer = next.isPresent() && next.get().fits(lead);
        LeadTime counting = longer ? lead : lead.withoutTasks();
        if (fits(now, closes.get(), counting)) {
            return open;
        }
        ZoneId zone = policy.zone().orElse(nodeZone);
        String reason = "closes " + text(closes.get().atZone(zone)) + ", before " + counting.text() + " can end; "
                + next.map(opening -> "next opens " + text(opening.from().atZone(zone))
                                + (opening.fits(counting) ? "" : ", for too short a time, too"))
                        .orElse("none opens within " + SEARCHED_DAYS + " days");
        return new Verdict.Hold(ExitCode.WINDOW, reason, next.map(Opening::from));
    }

    private static boolean isAlwaysOpen(Policy policy) {
        return policy.windows().isEmpty()
                && policy.freezes().isEmpty()
                && policy.holidays().isEmpty();
    }

    private static boolean fits(Instant from, Instant to, LeadTime lead) {
        return !from.plus(lead.total()).isAfter(to);
    }

    /**
     * A span of time in which reboots may start: from {@code from} to before {@code to}, for ever where that is empty.
     */
    public record Opening(Instant from, Optional<Instant> to) {
        private boolean fits(LeadTime lead) {
            return to.isEmpty() || MaintenanceCalendar.fits(from, to.get(), lead);
        }
    }

    /**
     * The opening that {@code from} is in, or the next one after it, cut to begin at {@code from}; none within 400 days
     * is none.
     */
    public static Optional<Opening> opening(Policy policy, Instant from, ZoneId nodeZone) {
        Optional<Instant> opens =
                verdict(policy, from, nodeZone) instanceof Verdict.Hold hold ? hold.until() : Optional.of(from);
        return opens.map(at -> new Opening(at, closes(policy, at, nodeZone)));
    }

    /**
     * When a moment that is open ends to be, by windows, holidays and freezes together; empty when {@code now} is
     * closed, or nothing closes within 400 days.
     */
    public static Optional<Instant> closes(Policy policy, Instant now, ZoneId nodeZone) {
        ZoneId zone = policy.zone().orElse(nodeZone);
        if (verdict(policy, now, nodeZone).holds()) {
            return Optional.empty();
        }
        LocalDate last = LocalDate.ofInstant(now, zone).plusDays(SEARCHED_DAYS);
        if (policy.windows().isEmpty()) {
            return closedDay(policy, now, last.atStartOfDay(zone).toInstant(), zone);
        }
        Instant end = now;
        while (LocalDate.ofInstant(end, zone).isBefore(last)) {
            Instant at = end;
            Optional<Instant> later = policy.windows().stream()
                    .flatMap(window -> window.closes(at, zone).stream())
                    .max(Instant::compareTo);
            if (later.isEmpty()) {
                return Optional.of(end);
            }
            Optional<Instant> closed = closedDay(policy, end, later.get(), zone);
            if (closed.isPresent()) {
                return closed;
            }
            end = later.get();
        }
        return Optional.empty();
    }

    /** The midnight at which the first closed day between two moments begins. */
    private static Optional<Instant> closedDay(Policy policy, Instant from, Instant to, ZoneId zone) {
        LocalDate first = LocalDate.ofInstant(from, zone).plusDays(1);
        return first.datesUntil(LocalDate.ofInstant(to, zone).plusDays(1))
                .filter(date -> closed(policy, date).isPresent())
                .map(date -> date.atStartOfDay(zone).toInstant())
                .filter(midnight -> midnight.isBefore(to))
                .findFirst();
    }

    /** The freeze or holiday that closes the whole of {@code date}. */
    private static Optional<String> closed(Policy policy, LocalDate date) {
        Optional<String> freeze = policy.freezes().stream()
                .filter(candidate -> candidate.covers(date))
                .findFirst()
                .map(Freeze::text);
        return freeze.or(() -> policy.holidays()
                .flatMap(holidays -> PublicHolidays.on(date, holidays)
                        .map(name -> "holiday " + name + " (" + holidays.text() + ") on " + date)));
    }

    private static Optional<Instant> nextOpening(Policy policy, Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (LocalDate date = today; !date.isAfter(today.plusDays(SEARCHED_DAYS)); date = date.plusDays(1)) {
            Instant midnight = date.atStartOfDay(zone).toInstant();
            Instant from = midnight.isAfter(now) ? midnight : now;
            Instant to = date.plusDays(1).atStartOfDay(zone).toInstant();
            Optional<Instant> opens = firstOpen(policy, from, to, zone);
            if (opens.isPresent() && closed(policy, date).isEmpty()) {
                return opens;
            }
        }
        return Optional.empty();
    }

    /** The first moment from {@code from} on and before {@code to} that is in a window. */
    private static Optional<Instant> firstOpen(Policy policy, Instant from, Instant to, ZoneId zone) {
        if (policy.windows().isEmpty()) {
            return from.isBefore(to) ? Optional.of(from) : Optional.empty();
        }
        return policy.windows().stream()
                .flatMap(window -> window.firstOpen(from, to, zone).stream())
                .min(Instant::compareTo);
    }

    private static String text(ZonedDateTime moment) {
        String day = Window.name(moment.getDayOfWeek());
        return day.substring(0, 1).toUpperCase(Locale.ROOT) + day.substring(1) + " " + moment.toLocalDate() + " "
                + moment.toLocalTime().truncatedTo(ChronoUnit.MINUTES) + " " + moment.getZone();
    }
}
