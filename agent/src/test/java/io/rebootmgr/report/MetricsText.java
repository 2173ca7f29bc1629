package io.rebootmgr.report;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Prometheus reads, strictly: every line is HELP, TYPE or a sample, in that order and once each. No kept
 * library for Java parses the format, so Prometheus' own client gets what was read here: it checks names, labels and
 * doubles, and writes it anew.
 */
public record MetricsText(Map<String, String> help, Map<String, Map<Map<String, String>, Double>> samples) {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_]+) ([^\\\\\n]+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) gauge");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(?:\\{((?:[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\",?)+)})? (-?[0-9.]+)");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Fails at the first line that is not as it must be. */
    public static MetricsText parse(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("does not end with a line break: " + text);
        }
        Map<String, String> help = new LinkedHashMap<>();
        Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();
        String told = "";
        String typed = "";
        for (String line : text.lines().toList()) {
            Matcher helped = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (helped.matches()) {
                told = helped.group(1);
                once(help.put(told, helped.group(2)) == null, line);
            } else if (type.matches()) {
                typed = type.group(1);
                once(typed.equals(told) && samples.put(typed, new LinkedHashMap<>()) == null, line);
            } else {
                once(sample.matches() && sample.group(1).equals(typed), line);
                Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2));
                Map<Map<String, String>, Double> points = samples.computeIfAbsent(typed, name -> new LinkedHashMap<>());
                once(points.put(labels, Double.valueOf(sample.group(3))) == null, line);
            }
        }
        return new MetricsText(help, samples);
    }

    private static void once(boolean right, String line) {
        if (!right) {
            throw new IllegalArgumentException("not as Prometheus wants it: " + line);
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            labels.put(
                    matcher.group(1),
                    matcher.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        return labels;
    }

    /** What Prometheus' own client writes of the same metrics; it throws for what must not be. */
    public String asWrittenByPrometheus() {
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        samples.forEach((name, points) ->
                snapshots.metricSnapshot(name.endsWith("_info") ? info(name, points) : gauge(name, points)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, snapshots.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private MetricSnapshot gauge(String name, Map<Map<String, String>, Double> points) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help.get(name));
        points.forEach((labels, value) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(labels(labels))
                .build()));
        return gauge.build();
    }

    /** In the text a gauge that is always 1. */
    private MetricSnapshot info(String name, Map<Map<String, String>, Double> points) {
        InfoSnapshot.Builder info = InfoSnapshot.builder()
                .name(name.substring(0, name.length() - "_info".length()))
                .help(help.get(name));
        points.forEach((labels, value) -> info.dataPoint(
                InfoDataPointSnapshot.builder().labels(labels(labels)).build()));
        return info.build();
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder own = Labels.builder();
        labels.forEach(own::label);
        return own.build();
    }

    /** The value of a sample; the labels are name and value in turns. NaN where there is none. */
    public double value(String name, String... labels) {
        Map<String, String> own = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            own.put(labels[i], labels[i + 1]);
        }
        return samples.getOrDefault(name, Map.of()).getOrDefault(own, Double.NaN);
    }
}
