package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What operators have declared gone for good ({@code nodes/<n>/waived}): services that the return of one claim does not
 * wait for. It says nothing of any other claim, and goes with its own.
 */
public record Waived(String claim, List<Service> services) {
    /** As many as a claim waits for. */
    private static final int MOST = 200;

    /** One of them, who said so, when and why. */
    public record Service(String name, String by, Instant at, String reason) {
        /** For the logbook. */
        public String text() {
            return name + " by " + by + ": " + reason;
        }
    }

    public Waived {
        services = List.copyOf(services);
    }

    /** Nothing, of this claim. */
    public static Waived none(String claim) {
        return new Waived(claim, List.of());
    }

    public static Waived parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Fields> items = fields.objects("services");
        if (items.size() > MOST) {
            throw new MalformedJson("has " + items.size() + " services, more than " + MOST);
        }
        List<Service> services = new ArrayList<>();
        for (Fields item : items) {
            services.add(new Service(item.text("name"), item.text("by"), item.instant("at"), item.text("reason")));
        }
        return new Waived(fields.text("claim"), services);
    }

    public boolean has(String service) {
        return services.stream().anyMatch(waived -> waived.name().equals(service));
    }

    /** With one more; what was said of it before stays. */
    public Waived and(Service service) {
        if (has(service.name())) {
            return this;
        }
        List<Service> longer = new ArrayList<>(services);
        longer.add(service);
        return new Waived(claim, longer);
    }

    /** What is left to wait for. */
    public Awaited of(Awaited awaited) {
        SortedMap<String, Boolean> left = new TreeMap<>(awaited.services());
        services.forEach(waived -> left.remove(waived.name()));
        return new Awaited(left);
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ObjectNode json = Json.object().put("claim", claim);
        ArrayNode list = json.putArray("services");
        services.forEach(waived -> list.addObject()
                .put("name", waived.name())
                .put("by", waived.by())
                .put("at", waived.at().toString())
                .put("reason", waived.reason()));
        return Json.bytes(json);
    }
}
