package io.rebootmgr.simulation.mutation;

import java.util.ArrayList;
import java.util.List;

/** The mutants: what must never get past the simulation. */
final class Mutants {
    private Mutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(MutantsOfSlots.all());
        all.addAll(MutantsOfRacks.all());
        all.addAll(MutantsOfNames.all());
        all.addAll(MutantsOfGates.all());
        all.addAll(MutantsOfReturn.all());
        all.addAll(MutantsOfRuns.all());
        all.addAll(MutantsOfLeases.all());
        all.addAll(MutantsOfPrograms.all());
        all.addAll(MutantsOfHot.all());
        all.addAll(MutantsOfWindows.all());
        all.addAll(MutantsOfRollouts.all());
        return all;
    }
}
