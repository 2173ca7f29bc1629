package io.rebootmgr.report;

/** Text in the format that Prometheus reads; all gauges, for a program that is not resident counts nothing. */
final class Exposition {
    private final StringBuilder text = new StringBuilder(4096);

    /** A new metric; its samples follow. */
    void metric(String name, String help) {
        text.append("# HELP ").append(name).append(' ');
        text.append(help).append("\n# TYPE ").append(name).append(" gauge\n");
    }

    /** A metric with one sample, and that without labels. */
    void gauge(String name, String help, long value) {
        metric(name, help);
        text.append(name).append(' ').append(value).append('\n');
    }

    /** A sample in thousandths, as durations in milliseconds are of seconds; labels are name and value in turns. */
    void thousandths(String name, long value, String... labels) {
        begin(name, labels).append(value / 1000);
        long rest = value % 1000;
        if (rest != 0) {
            text.append('.').append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "");
            text.append(rest);
        }
        text.append('\n');
    }

    /** A sample; labels are name and value in turns. */
    void labelled(String name, long value, String... labels) {
        begin(name, labels).append(value).append('\n');
    }

    /** All of it. */
    String text() {
        return text.toString();
    }

    private StringBuilder begin(String name, String... labels) {
        text.append(name).append('{');
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        return text.append("} ");
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n') {
                text.append("\\n");
            } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
    }
}
