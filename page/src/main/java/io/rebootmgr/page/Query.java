package io.rebootmgr.page;

import io.rebootmgr.fleet.Census.Counted;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.util.Fields;

/**
 * What a visitor wants to see, as it stands in the address.
 *
 * @param search a part of a node's or its group's name; empty for all
 * @param group only the nodes of this one; empty for all
 * @param stand only nodes that stand so, in the word of {@code status}; empty for all
 * @param from so many nodes are skipped, 0 to 1,000,000
 */
record Query(String search, String group, String stand, int from) {
    private static final int LONGEST = 200;
    private static final int MOST = 1_000_000;

    /** All nodes. */
    static final Query NONE = new Query("", "", "", 0);

    static Query of(Fields fields) {
        return new Query(text(fields, "q"), text(fields, "group"), text(fields, "state"), number(fields));
    }

    private static String text(Fields fields, String name) {
        String text = Optional.ofNullable(fields.getValue(name)).orElse("").strip();
        return text.substring(0, Math.min(text.length(), LONGEST));
    }

    /** Whatever is no number begins at the first. */
    private static int number(Fields fields) {
        String text = text(fields, "from");
        return text.matches("[0-9]{1,7}") ? Math.min(Integer.parseInt(text), MOST) : 0;
    }

    boolean wants(Counted one) {
        String its = one.group().orElse("");
        return (group.isEmpty() || group.equals(its))
                && (stand.isEmpty() || stand.equals(one.stand().word()))
                && (search.isEmpty() || holds(one.node().name()) || holds(its));
    }

    private boolean holds(String name) {
        return name.toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }

    Query ofGroup(String name) {
        return new Query(search, name, stand, 0);
    }

    Query at(int first) {
        return new Query(search, group, stand, first);
    }

    /** The address of the page that shows this. */
    String address() {
        List<String> parts = new ArrayList<>();
        add(parts, "q", search);
        add(parts, "group", group);
        add(parts, "state", stand);
        add(parts, "from", from == 0 ? "" : Integer.toString(from));
        return parts.isEmpty() ? "/" : "/?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
