namespace Relay.Core;

/// <summary>The health of a <see cref="MirrorStore"/>.</summary>
static class MirrorHealth
{
    public static StoreCondition Of(MirrorMembers members)
    {
        // Anything is worse than the best, so the first keeps the relay working.
        var best = members.Readable().MinBy(static member => member.Condition.State)!.Condition;
        if (best.State > StoreState.NoEarlyAnswers)
            return best;
        foreach (var member in members.All)
        {
            if (!member.IsInStep)
                return new StoreCondition(StoreState.NoEarlyAnswers, $"the mirror {member.Name} is behind: {Progress(member)}");
            if (member.Condition is { State: not StoreState.Healthy } condition)
                return new StoreCondition(StoreState.NoEarlyAnswers, $"the mirror {member.Name}: {condition.Reason}");
        }
        return StoreCondition.Healthy;
    }

    static string Progress(MirrorMember member) => member switch
    {
        { State: MirrorState.Joining } => $"repairing, {member.Copied} events copied",
        { Condition: { State: not StoreState.Healthy } condition } => condition.Reason,
        _ => "waiting for its repair",
    };
}
