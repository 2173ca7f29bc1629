package io.rebootmgr.detect;

import io.rebootmgr.logbook.Needs;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.text.PrintableText;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Listens to one detector while it runs: lines {@code fact NAME=VALUE}, and the first that is none. */
final class Heard implements Watch {
    private static final Pattern FACT = Pattern.compile("fact ([A-Za-z0-9_.-]{1,64})=(.*)");
    /** What begins so is never a reason, even where it is no fact. */
    private static final String MARK = "fact ";

    private final Watch watch;
    private final SortedMap<String, String> facts = new TreeMap<>();
    private String reason = "";

    Heard(Watch watch) {
        this.watch = watch;
    }

    @Override
    public Optional<String> look() {
        return watch.look();
    }

    @Override
    public synchronized void heard(String line) {
        Matcher fact = FACT.matcher(line);
        if (fact.matches()) {
            String name = fact.group(1);
            if (facts.size() < Needs.MOST_FACTS || facts.containsKey(name)) {
                String value = fact.group(2).strip();
                facts.put(name, PrintableText.of(value, Needs.LONGEST_FACT - name.length() - 1));
            }
        } else if (reason.isEmpty() && !line.startsWith(MARK)) {
            reason = line.strip();
        }
    }

    synchronized SortedMap<String, String> facts() {
        return new TreeMap<>(facts);
    }

    /** Its first line; empty where it printed none to standard output. */
    synchronized String reason() {
        return reason;
    }
}
