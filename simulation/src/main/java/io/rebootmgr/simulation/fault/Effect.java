package io.rebootmgr.simulation.fault;

/** The ways in which a run touches the world. */
public enum Effect {
    READ(true, false),
    WATCH(true, false),
    AGENT_FACTS(true, false),
    INSTANCES(true, false),
    WRITE(true, true),
    CREATE_SESSION(true, true),
    RENEW_SESSION(true, true),
    DESTROY_SESSION(true, true),
    MAINTENANCE(true, true),
    SAVE_CLAIM(false, true),
    DELETE_CLAIM(false, true),
    TASK(false, true),
    REBOOT(false, true);

    private final boolean ofConsul;
    private final boolean changing;

    Effect(boolean ofConsul, boolean changing) {
        this.ofConsul = ofConsul;
        this.changing = changing;
    }

    /** Whether it is a request to Consul, and so may be lost. */
    public boolean isOfConsul() {
        return ofConsul;
    }

    /** Whether it changes anything. */
    public boolean isChanging() {
        return changing;
    }
}
