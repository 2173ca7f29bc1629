package io.rebootmgr.show;

import io.rebootmgr.gate.Evidence;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.health.FailingNode;
import io.rebootmgr.health.HealthReport;
import io.rebootmgr.health.ServiceHealth;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Typed;
import java.util.ArrayList;
import java.util.List;

/** What gates judged by, as tables below them. */
final class EvidenceTables {
    private static final int MOST_PROGRAMS = 20;
    private static final int MOST_SERVICES = 20;
    private static final int MOST_FAILING = 5;
    private static final int MOST_CLAIMS = 10;

    private EvidenceTables() {}

    static void add(Page page, Evidence evidence, Times times) {
        switch (evidence) {
            case Evidence.Services(HealthReport report) -> services(page, report.services());
            case Evidence.Claims(int limit, List<Claim> claims) -> claims(page, claims, times);
            case Evidence.OwnPrograms(Programs.Answers said) -> programs(page, said.answers());
            case Evidence.Stops stops -> {}
            case Evidence.Pauses pauses -> {}
            case Evidence.Closing closing -> {}
            case Evidence.LastRun lastRun -> {}
            case Evidence.None none -> {}
        }
    }

    private static void programs(Page page, List<Programs.Answer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        Table table = new Table("GATE PROGRAM", "SAYS", "WHY");
        for (Programs.Answer answer : answers.stream().limit(MOST_PROGRAMS).toList()) {
            boolean holds = answer.verdict().holds();
            table.row(
                    Cell.of(answer.program()),
                    Cell.of(answer.says(), holds ? Style.ALARM : Style.GOOD),
                    Cell.of(answer.verdict().text()));
        }
        page.gap().table(table).more(answers.size() - MOST_PROGRAMS, "gate programs");
    }

    private static void services(Page page, List<ServiceHealth> services) {
        if (services.isEmpty()) {
            return;
        }
        Table table = new Table("SERVICE", "RULE", "PASSING", "FAILING", "");
        for (ServiceHealth service : services.stream().limit(MOST_SERVICES).toList()) {
            Style style = service.verdict().holds() ? Style.ALARM : Style.GOOD;
            switch (service) {
                case ServiceHealth.Counted counted ->
                    table.row(
                            Cell.of(counted.service(), style),
                            Cell.of(counted.rule().text()),
                            Cell.of(counted.passing() + " of " + counted.nodes()),
                            Cell.of(Integer.toString(counted.failing().size())),
                            Cell.lines(nodes(counted)));
                case ServiceHealth.Unjudged unjudged ->
                    table.row(
                            Cell.of(unjudged.service(), style),
                            Cell.of("?"),
                            Cell.of("?"),
                            Cell.of("?"),
                            Cell.of(unjudged.cause()));
            }
        }
        page.gap().table(table).more(services.size() - MOST_SERVICES, "services");
    }

    private static List<String> nodes(ServiceHealth.Counted counted) {
        List<String> lines = new ArrayList<>();
        for (FailingNode failing :
                counted.failing().stream().limit(MOST_FAILING).toList()) {
            lines.add(failing.node() + ": " + failing.why());
        }
        int more = counted.failing().size() - MOST_FAILING;
        if (more > 0) {
            lines.add("… and " + NodeTable.number(more) + " more");
        }
        counted.passingThen().ifPresent(left -> lines.add(left + " would pass then, with this node away"));
        int ignored = counted.ignored().size();
        if (ignored > 0) {
            lines.add("ignored: "
                    + String.join(", ", counted.ignored().subList(0, Math.min(MOST_FAILING, ignored)))
                    + (ignored > MOST_FAILING ? " and " + NodeTable.number(ignored - MOST_FAILING) + " more" : ""));
        }
        return lines;
    }

    private static void claims(Page page, List<Claim> claims, Times times) {
        if (claims.isEmpty()) {
            return;
        }
        Table table = new Table("SLOT HELD BY", "STATE", "FOR", "CLAIM", "REASON");
        claims.stream()
                .limit(MOST_CLAIMS)
                .forEach(claim -> table.row(
                        Cell.of(claim.node(), Style.STRONG),
                        Cell.of(claim.text()),
                        Cell.of(times.age(claim.since())),
                        Cell.of(Typed.id(claim.id())),
                        Cell.of(claim.reason())));
        page.gap().table(table).more(claims.size() - MOST_CLAIMS, "claims");
    }
}
