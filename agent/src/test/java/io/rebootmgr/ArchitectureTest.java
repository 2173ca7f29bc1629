package io.rebootmgr;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.rebootmgr.cli.Shell;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.StaleFacts;
import java.io.FileInputStream;
import java.io.FileReader;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Dependencies run one way: cli → cycle → ports and domain; adapters are named where they are wired. */
@AnalyzeClasses(
        packages = "io.rebootmgr",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoJarOfTests.class})
class ArchitectureTest {
    /** What common's tests bring for those of others comes as a jar where all is packaged. */
    static final class NoJarOfTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.rebootmgr.(*)..").should().beFreeOfCycles();

    /** One word, one meaning: who reads a name need not look which of two types it is. */
    @ArchTest
    static void noTwoTypesHaveOneName(JavaClasses all) {
        Map<String, List<String>> byName = all.stream()
                .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));
        byName.values().removeIf(packages -> packages.size() == 1);

        assertThat(byName).isEmpty();
    }

    @ArchTest
    static final ArchRule theDomainKnowsNoPort = noClasses()
            .that()
            .resideInAnyPackage(
                    "..verdict..",
                    "..json..",
                    "..policy..",
                    "..health..",
                    "..slot..",
                    "..logbook..",
                    "..order..",
                    "..rollout..",
                    "..lease..",
                    "..change..",
                    "..nodes..",
                    "..fleet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..host..", "..task..", "..cycle..", "..gate..", "..cli..", "..settings..");

    /** Names and values of keys, and what Consul says of services: no request is made there. */
    private static final String CONSULS_VALUES = "io\\.rebootmgr\\.consul\\.(Keys|ClaimList|View(\\$.*)?"
            + "|Consul\\$(Check|Instance|LocalService|Member)(\\$.*)?)";

    /** The port with what it takes and gives. */
    private static final String CONSULS_PORT = "io\\.rebootmgr\\.consul\\."
            + "(Keys|ClaimList|ParallelRequests|(View|Consul|ConsulException|Operation|Written)(\\$.*)?)";

    @ArchTest
    static final ArchRule theDomainAsksConsulNothing = noClasses()
            .that()
            .resideInAnyPackage(
                    "..verdict..",
                    "..json..",
                    "..policy..",
                    "..health..",
                    "..slot..",
                    "..logbook..",
                    "..order..",
                    "..lease..",
                    "..change..",
                    "..nodes..")
            .should()
            .dependOnClassesThat(ofConsulBut(CONSULS_VALUES));

    /** These read and write in bulk. */
    @ArchTest
    static final ArchRule fleetAndRolloutKnowNoAdapterOfConsul = noClasses()
            .that()
            .resideInAnyPackage("..fleet..", "..rollout..")
            .should()
            .dependOnClassesThat(ofConsulBut(CONSULS_PORT));

    private static DescribedPredicate<JavaClass> ofConsulBut(String names) {
        return resideInAPackage("io.rebootmgr.consul..").and(not(nameMatching(names)));
    }

    @ArchTest
    static final ArchRule theCycleKnowsNoAdapter = noClasses()
            .that()
            .resideInAnyPackage("..cycle..", "..gate..", "..facts..", "..trigger..")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameStartingWith("Linux")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("ConsulAdapter")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("ExecTaskRunner")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("SystemClock")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("..cli..", "..settings..", "..process..");

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsConsulsClient = noClasses()
            .that()
            .resideOutsideOfPackages("io.rebootmgr.consul..", "com.orbitz..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.orbitz..", "okhttp3..", "retrofit2..");

    @ArchTest
    static final ArchRule onlyTheCommandsKnowPicocli = noClasses()
            .that()
            .resideOutsideOfPackage("io.rebootmgr.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    /** Whatever stands where a file is expected: an open must not wait for ever, nor read without end. */
    @ArchTest
    static final ArchRule onlyPlainFileOpensFilesToReadThem = noClasses()
            .that()
            .resideOutsideOfPackages("io.rebootmgr.file..", "com.orbitz..")
            .should()
            .callMethodWhere(target(owner(type(Files.class)))
                    .and(target(nameMatching("newInputStream|newBufferedReader|read(String|AllBytes|AllLines)|lines"))))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(FileInputStream.class, FileReader.class, RandomAccessFile.class);

    /**
     * Foreign text reaches people through {@code Shell.say}, {@code Shell.warn}, {@code ExitMessage} or a {@code Page},
     * which make it harmless. Those that are named here print nothing but pages, JSON, which is ASCII, and words of
     * their own.
     */
    @ArchTest
    static final ArchRule whatIsPrintedIsMadePrintable = noClasses()
            .that()
            .doNotHaveSimpleName("Shell")
            .and()
            .doNotHaveSimpleName("ExitMessage")
            .and(not(nameMatching(".*\\.(Check|ConfigShow|Detect|Doctor|History|LeaseList|RebootNow|Report)Command"
                    + "|.*\\.(RolloutList|RolloutStatus|Tasks|VersionList)Command"
                    + "|.*\\.(FleetStatus|FleetPlan|FleetHistory|WatchLoop|Main|GuardMain)"
                    + "|.*\\.Commands")))
            .should()
            .callMethod(Shell.class, "out")
            .orShould()
            .callMethod(Shell.class, "err")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule everyGateIsAFileOfThePackageOfGates =
            classes().that().haveSimpleNameEndingWith("Gate").should().resideInAPackage("io.rebootmgr.gate");

    /** Old facts can be a reason to read again, not to write: who writes takes confirmed ones, or reads its own. */
    @ArchTest
    static final ArchRule noWriteRestsOnFactsThatMayBeOld = codeUnits()
            .that()
            .haveRawParameterTypes(DescribedPredicate.anyElementThat(belongTo(Facts.class, StaleFacts.class)))
            .should(new ArchCondition<>("write nothing to Consul") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                    for (JavaMethodCall call : unit.getMethodCallsFromSelf()) {
                        boolean writes = call.getTargetOwner().isEquivalentTo(Consul.class)
                                && call.getName().equals("write");
                        if (writes) {
                            events.add(SimpleConditionEvent.violated(call, call.getDescription()));
                        }
                    }
                }
            });

    private static DescribedPredicate<JavaClass> belongTo(Class<?>... types) {
        List<String> names = Arrays.stream(types).map(Class::getName).toList();
        return DescribedPredicate.describe("are " + names, type -> names.contains(type.getName()));
    }
}
