package io.rebootmgr.page;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.lease.Purpose;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.verdict.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** The fleet for Prometheus. No label is a node's name: there may be 10,000 of them. */
final class FleetMetrics {
    static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String OTHER = "other";

    private final IntSupplier viewers;

    FleetMetrics(IntSupplier viewers) {
        this.viewers = viewers;
    }

    /** All of it, of a picture; without one only that there is none. */
    byte[] text(Sight sight) {
        List<Gauge> all = new ArrayList<>();
        gauge(all, "rebootmgr_page_consul_up", "Whether Consul answers the page: 1 or 0.")
                .set(sight.outage().isEmpty() && sight.picture().isPresent() ? 1 : 0);
        gauge(all, "rebootmgr_page_viewers", "Viewers that follow the page live.")
                .set(viewers.getAsInt());
        sight.picture().ifPresent(picture -> fill(all, picture));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, snapshots(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void fill(List<Gauge> all, Picture picture) {
        Fleet fleet = picture.overview().fleet();
        gauge(all, "rebootmgr_fleet_read_timestamp_seconds", "When the fleet was last read from Consul.")
                .set((double) picture.at().getEpochSecond());
        gauge(all, "rebootmgr_fleet_stops", "Stop flags that are set.")
                .set(fleet.stops().size());
        gauge(all, "rebootmgr_fleet_pauses", "Pauses that hold now.").set((double) fleet.pauses().stream()
                .filter(pause -> pause.holds(picture.at()))
                .count());
        gauge(all, "rebootmgr_fleet_unreadable_keys", "Keys of the fleet that hold garbage.")
                .set(fleet.unreadable().size());
        claims(all, fleet, picture.at());
        nodes(all, picture);
        rollouts(all, picture);
        leases(all, fleet);
    }

    private static void claims(List<Gauge> all, Fleet fleet, Instant now) {
        Gauge claims = gauge(all, "rebootmgr_fleet_claims", "Slots that are taken.", "group", "state");
        Gauge oldest = gauge(
                all,
                "rebootmgr_fleet_oldest_claim_age_seconds",
                "For how long the oldest claim of this state has been in it.",
                "group",
                "state");
        Gauge limit = gauge(all, "rebootmgr_fleet_slots", "Slots that the group has.", "group");
        Gauge line = gauge(all, "rebootmgr_fleet_waiting_in_line", "Nodes that wait for a slot.", "group");
        for (Group group : fleet.groups()) {
            String name = name(group.name());
            group.limit().ifPresent(most -> limit.add(most, name));
            line.add(group.line().waiting().size(), name);
            Stream.concat(group.holders().stream(), group.hot().stream())
                    .filter(ClaimInGroup::counts)
                    .forEach(held -> {
                        String state = held.text();
                        claims.add(1, name, state);
                        if (!held.claim().hasSince()) {
                            return;
                        }
                        double age = Math.max(
                                0, Duration.between(held.claim().since(), now).toSeconds());
                        oldest.atLeast(age, name, state);
                    });
        }
    }

    private static void nodes(List<Gauge> all, Picture picture) {
        Gauge nodes = gauge(all, "rebootmgr_fleet_nodes", "Nodes by where they stand.", "group", "state");
        Gauge held = gauge(
                all,
                "rebootmgr_fleet_nodes_held",
                "Nodes that are held: by which gate, empty where none did or an agent is older, and what their run ended"
                        + " with.",
                "gate",
                "by");
        for (Counted one : picture.overview().census().counted()) {
            nodes.add(1, group(one), one.stand().word());
            one.node()
                    .status()
                    .filter(status -> status.state() == NodeStatus.State.HELD)
                    .flatMap(NodeStatus::last)
                    .ifPresent(last -> held.add(1, gate(last.gate()), ExitCode.meaningOf(last.code())));
        }
    }

    private static void rollouts(List<Gauge> all, Picture picture) {
        Gauge nodes = gauge(
                all,
                "rebootmgr_fleet_rollout_nodes",
                "Nodes of the rollouts that are under way.",
                "rollout",
                "wave",
                "state");
        Gauge state = gauge(all, "rebootmgr_fleet_rollout", "Rollouts under way, by their state.", "rollout", "state");
        picture.rollouts().forEach(view -> {
            String id = view.rollout().id();
            state.set(1, id, view.rollout().state().label());
            view.tallies().forEach(wave -> {
                nodes.set(wave.ok(), id, wave.wave(), "ok");
                nodes.set(wave.failed(), id, wave.wave(), "failed");
                nodes.set(wave.running(), id, wave.wave(), "running");
                nodes.set(wave.waiting(), id, wave.wave(), "waiting");
                nodes.set(wave.skipped(), id, wave.wave(), "skipped");
            });
        });
    }

    private static void leases(List<Gauge> all, Fleet fleet) {
        Gauge leases = gauge(all, "rebootmgr_fleet_leases", "Nodes that somebody has leased.", "purpose");
        fleet.leases()
                .forEach(leased -> leases.add(
                        1, leased.state() instanceof LeaseState.Held(var lease) ? purpose(lease) : "unknown"));
    }

    /** What nodes and tools write as they like would make a series of each word. */
    private static String gate(Optional<String> said) {
        return said.map(name -> Gates.names().contains(name) ? name : OTHER).orElse("");
    }

    private static String purpose(Lease lease) {
        return Purpose.of(lease.purpose()).orElse(Purpose.OTHER).label();
    }

    private static String group(Counted one) {
        return one.group().map(FleetMetrics::name).orElse("");
    }

    /** Of a group: any node can say that it is in one of any name. */
    private static String name(String group) {
        return Keys.isName(group) ? group : OTHER;
    }

    private static Gauge gauge(List<Gauge> all, String name, String help, String... labels) {
        Gauge gauge = new Gauge(name, help, labels);
        all.add(gauge);
        return gauge;
    }

    private static MetricSnapshots snapshots(List<Gauge> all) {
        return MetricSnapshots.of(all.stream().map(Gauge::snapshot).toArray(MetricSnapshot[]::new));
    }

    /** The values of a metric by their labels. */
    private static final class Gauge {
        private static final int LONGEST = 200;

        private final String name;
        private final String help;
        private final String[] names;
        private final Map<List<String>, Double> values = new LinkedHashMap<>();

        Gauge(String name, String help, String... names) {
            this.name = name;
            this.help = help;
            this.names = names;
        }

        void set(double value, String... labels) {
            values.put(printable(labels), value);
        }

        void add(double value, String... labels) {
            values.merge(printable(labels), value, Double::sum);
        }

        void atLeast(double value, String... labels) {
            values.merge(printable(labels), value, Math::max);
        }

        /** Some of it others wrote, and it goes on to dashboards and alerts. */
        private static List<String> printable(String... labels) {
            return Stream.of(labels)
                    .map(label -> PrintableText.excerpt(label, LONGEST))
                    .toList();
        }

        MetricSnapshot snapshot() {
            GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
            values.forEach((labels, value) -> snapshot.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of(names, labels.toArray(String[]::new)))
                    .value(value)
                    .build()));
            return snapshot.build();
        }
    }
}
