package io.rebootmgr.simulation.fault;

import java.util.List;

/** Mishaps by chance, more of them at the effects that change something; until it is told that all is well. */
public final class DrawnTrouble implements Trouble {
    private static final double PER_CHANGE = 0.004;
    private static final double PER_LOOK = 0.0002;
    private static final List<Mishap> KINDS = List.of(Mishap.values());

    private final Level level;
    private final Dice dice;
    private boolean over;

    public DrawnTrouble(Level level, Dice dice) {
        this.level = level;
        this.dice = dice;
    }

    /** From now on nothing goes wrong. */
    public void end() {
        over = true;
    }

    @Override
    public Mishap at(String node, Effect effect) {
        if (over || !dice.chance(level.of(effect.isChanging() ? PER_CHANGE : PER_LOOK))) {
            return Mishap.NONE;
        }
        Mishap mishap = dice.pick(KINDS);
        return mishap.fits(effect) ? mishap : Mishap.NONE;
    }
}
