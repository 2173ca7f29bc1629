package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What operators have declared gone for good ({@code nodes/<n>/waived}): services that the return of one claim does not
 * wait for. It says nothing of any other claim, and goes with its own.
 */
public record Waived(String claim, List<Service> services, OtherFields others) {
    /** As many as a claim waits for. */
    private static final int MOST = 200;

    /** One of them, who said so, when and why. */
    public record Service(String name, String by, Instant at, String reason, OtherFields others) {
        private static final Set<String> KNOWN = Set.of("name", "by", "at", "reason");

        public Service(String name, String by, Instant at, String reason) {
            this(name, by, at, reason, OtherFields.NONE);
        }

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
        return new Waived(claim, List.of(), OtherFields.NONE);
    }

    public static Waived parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Fields> items = fields.objects("services");
        if (items.size() > MOST) {
            throw new MalformedJson("has " + items.size() + " services, more than " + MOST);
        }
        List<Service> services = new ArrayList<>();
        for (Fields item : items) {
            services.add(new Service(
                    item.text("name"),
                    item.text("by"),
                    item.instant("at"),
                    item.text("reason"),
                    OtherFields.of(item, Service.KNOWN::contains)));
        }
        return new Waived(
                fields.text("claim"),
                services,
                OtherFields.of(fields, name -> name.equals("claim") || name.equals("services")));
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
        return new Waived(claim, longer, others);
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
        for (Service waived : services) {
            ObjectNode one = list.addObject()
                    .put("name", waived.name())
                    .put("by", waived.by())
                    .put("at", waived.at().toString())
                    .put("reason", waived.reason());
            waived.others().writeTo(one);
        }
        others.writeTo(json);
        return Json.bytes(json);
    }
}
