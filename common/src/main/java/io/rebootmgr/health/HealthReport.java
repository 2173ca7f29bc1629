package io.rebootmgr.health;

import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** Every service that has a say, in the order of {@link Health#considered}. */
public record HealthReport(List<ServiceHealth> services) {
    private static final int LONGEST = 1000;

    public HealthReport {
        services = List.copyOf(services);
    }

    /**
     * What they say together: a hold when one is unhealthy, else unknown when one cannot be judged. The text, at most
     * 1000 characters, names all that keep the node up, so that an unhealthy service does not hide a malformed tag.
     */
    public Verdict verdict() {
        List<Verdict> against = services.stream()
                .map(ServiceHealth::verdict)
                .filter(Verdict::holds)
                .toList();
        if (against.isEmpty()) {
            return new Verdict.Proceed(healthy());
        }
        String text = Excerpt.clip(against.stream().map(Verdict::text).collect(Collectors.joining(" | ")), LONGEST);
        return against.stream().anyMatch(Verdict.Hold.class::isInstance)
                ? new Verdict.Hold(ExitCode.HEALTH, text)
                : new Verdict.Unknown(ExitCode.HEALTH, text);
    }

    /** What they say together in a few words, the names of those that keep the node up first. */
    public String summary() {
        List<String> against = services.stream()
                .filter(service -> service.verdict().holds())
                .map(service -> service.service()
                        + (service.verdict() instanceof Verdict.Unknown ? " cannot be judged" : " unhealthy"))
                .toList();
        return against.isEmpty() ? healthy() : Excerpt.clip(String.join(", ", against), LONGEST);
    }

    private String healthy() {
        return switch (services.size()) {
            case 0 -> "no tagged service";
            case 1 -> "1 service healthy";
            default -> services.size() + " services healthy";
        };
    }
}
