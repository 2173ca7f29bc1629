package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;

/** A node's last logbook entries, oldest first, as they stand in {@code nodes/<n>/history}. */
public record History(List<Entry> entries) {
    public static final History NONE = new History(List.of());

    /** Entries kept; older ones are dropped. */
    private static final int MAX_ENTRIES = 20;

    /** Half of what Consul takes as a value. */
    static final int MAX_BYTES = 256 * 1024;

    public History {
        entries = List.copyOf(entries);
    }

    /** What stands in a {@code history} key. */
    public static History parse(byte[] value) throws MalformedJson {
        List<Entry> entries = new ArrayList<>();
        for (Fields item : Fields.parse(value).objects("entries")) {
            entries.add(Entry.read(item));
        }
        return new History(entries);
    }

    /**
     * With one more entry. One of the same claim by the same is replaced, so that writing it twice does no harm; an
     * operator's release stays when the node comes back all the same.
     */
    public History with(Entry entry) {
        List<Entry> longer = new ArrayList<>(entries);
        longer.removeIf(old -> old.claim().equals(entry.claim()) && old.by().equals(entry.by()));
        longer.add(entry);
        return new History(longer.subList(Math.max(0, longer.size() - MAX_ENTRIES), longer.size()));
    }

    /** As it is written to the key: at most 256 KiB, of as many of the newest entries as fit. */
    public byte[] bytes() {
        byte[] all = bytes(entries);
        for (int from = 1; all.length > MAX_BYTES && from < entries.size(); from++) {
            all = bytes(entries.subList(from, entries.size()));
        }
        return all;
    }

    private static byte[] bytes(List<Entry> some) {
        ArrayNode list = Json.array();
        some.forEach(entry -> list.add(entry.json()));
        return Json.bytes(Json.object().set("entries", list));
    }
}
