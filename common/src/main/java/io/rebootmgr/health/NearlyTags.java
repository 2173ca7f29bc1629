package io.rebootmgr.health;

import io.rebootmgr.consul.Consul.LocalService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tags that nearly say something. They count for nothing, and nobody sees a service that has no say. For people only.
 */
public final class NearlyTags {
    private static final Set<String> SAY = Set.of("rebootmgr", "rebootmgr_preboot", "rebootmgr_postboot");
    private static final Set<String> BOUNDS = Set.of("min_passing", "max_failing");
    private static final Map<String, String> SPELT = Map.of(
            "rebootmgr", "rebootmgr",
            "rebootmgrpreboot", "rebootmgr_preboot",
            "rebootmgrpostboot", "rebootmgr_postboot",
            "minpassing", "min_passing",
            "maxfailing", "max_failing",
            "ignoremaintenance", "ignore_maintenance");

    private NearlyTags() {}

    /**
     * What to say of one.
     *
     * @param text which tag of which service, and what is wrong with it
     * @param wayOut what to do about it
     */
    public record Hint(String text, String wayOut) {}

    /** Of these services, in the order of their tags. */
    public static List<Hint> of(List<LocalService> services) {
        List<Hint> hints = new ArrayList<>();
        for (LocalService service : services) {
            boolean hasSay = service.tags().stream().anyMatch(SAY::contains);
            for (String tag : service.tags()) {
                wayOut(tag, hasSay)
                        .ifPresent(wayOut -> hints.add(new Hint(
                                "service " + Excerpt.of(service.name()) + ": the tag \"" + Excerpt.of(tag)
                                        + "\" counts for nothing",
                                wayOut)));
            }
        }
        return hints.stream().distinct().toList();
    }

    private static Optional<String> wayOut(String tag, boolean hasSay) {
        List<String> parts = Stream.of(tag.split("[,;\\s]+", -1))
                .filter(part -> !part.isBlank())
                .toList();
        long known = parts.stream()
                .filter(part -> isTag(part) || meant(part).isPresent())
                .count();
        boolean listed = tag.indexOf(',') >= 0 || tag.indexOf(';') >= 0;
        if (parts.size() > 1 && known > 0 && (listed || known > 1)) {
            return Optional.of("it is one tag: give it as " + parts.size() + ", each by itself");
        }
        if (isTag(tag)) {
            return hasSay || !BOUNDS.contains(name(tag))
                    ? Optional.empty()
                    : Optional.of(
                            "give the service the tag rebootmgr, rebootmgr_preboot or rebootmgr_postboot as well");
        }
        return meant(tag).map(meant -> "write " + meant);
    }

    /** One that counts, or whose number is told to be malformed. */
    private static boolean isTag(String tag) {
        return SAY.contains(tag)
                || tag.equals("ignore_maintenance")
                || BOUNDS.stream().anyMatch(bound -> tag.equals(bound) || tag.startsWith(bound + "="));
    }

    private static String name(String tag) {
        int end = tag.indexOf('=');
        return end < 0 ? tag : tag.substring(0, end);
    }

    private static Optional<String> meant(String tag) {
        String whole = plain(tag);
        if (SPELT.containsKey(whole) && !BOUNDS.contains(SPELT.get(whole))) {
            return Optional.of(SPELT.get(whole));
        }
        String[] halves = tag.split("[=:\\s]+", 2);
        String spelt = SPELT.get(plain(halves[0]));
        if (spelt != null) {
            boolean bound = BOUNDS.contains(spelt);
            return Optional.of(bound ? spelt + "=" + (halves.length > 1 ? Excerpt.of(halves[1]) : "N") : spelt);
        }
        return whole.startsWith("rebootmgr")
                ? Optional.of("one of rebootmgr, rebootmgr_preboot and rebootmgr_postboot")
                : Optional.empty();
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
