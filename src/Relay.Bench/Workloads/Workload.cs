namespace Relay.Bench;

/// <summary>One row of the table: work that is done in several runs against one relay or two in turn.</summary>
abstract class Workload(string name, string description, string unit)
{
    /// <summary>The name that <c>--only</c> selects. The part before the dot selects the group.</summary>
    public string Name { get; } = name;

    /// <summary>The part of the name before its dot. <c>--only</c> selects it too.</summary>
    public string Group => Name.Split('.')[0];

    public string Description { get; } = description;

    public string Unit { get; } = unit;

    /// <summary>Whether a greater number is better.</summary>
    public virtual bool IsMoreBetter => true;

    /// <summary>Whether the relay must hold the corpus before the run.</summary>
    public virtual bool NeedsCorpus => false;

    /// <summary>Whether one run is enough.</summary>
    public virtual bool RunsOnce => false;

    /// <summary>Whether the relay's process must be known.</summary>
    public virtual bool NeedsPid => false;

    /// <summary>Prepares a run before its time is measured, once for all relays. Run 0 is the warm-up.</summary>
    public virtual void Prepare(int run)
    {
    }

    /// <summary>Does the work against a relay.</summary>
    public abstract RunResult Run(BenchTarget target, int run);

    /// <summary>Releases the state that the rows of a group share. May be called more than once.</summary>
    public virtual void End()
    {
    }
}
