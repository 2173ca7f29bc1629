package io.rebootmgr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies run one way: cli → cycle → ports and domain; adapters are named where they are wired. */
@AnalyzeClasses(packages = "io.rebootmgr", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.rebootmgr.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theDomainKnowsNoPort = noClasses()
            .that()
            .resideInAnyPackage("..verdict..", "..json..", "..policy..", "..health..", "..slot..", "..logbook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..host..", "..task..", "..cycle..", "..gate..", "..cli..", "..settings..");

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

    @ArchTest
    static final ArchRule everyGateIsAFileOfThePackageOfGates =
            classes().that().haveSimpleNameEndingWith("Gate").should().resideInAPackage("io.rebootmgr.gate");
}
