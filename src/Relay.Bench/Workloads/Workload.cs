namespace Relay.Bench;

/// <summary>One row of the table: work that is done in several runs against one relay or two in turn.</summary>
abstract class Workload(string name, string description, string unit)
{
    /// <summary>The name that <c>--only</c> selects; what comes before its dot selects the group.</summary>
    public string Name { get; } = name;

    /// <summary>The part of the name before its dot, which <c>--only</c> selects, too.</summary>
    public string Group => Name.Split('.')[0];

    public string Description { get; } = description;

    public string Unit { get; } = unit;

    /// <summary>Whether a greater number is a better one.</summary>
    public virtual bool IsMoreBetter => true;

    /// <summary>Whether the corpus must be stored beforehand.</summary>
    public virtual bool NeedsCorpus => false;

    /// <summary>Whether one run tells all.</summary>
    public virtual bool RunsOnce => false;

    /// <summary>Whether the relay's process must be known.</summary>
    public virtual bool NeedsPid => false;

    /// <summary>Makes what the run needs, before the clock and for each relay the same. Run 0 is the warm-up.</summary>
    public virtual void Prepare(int run)
    {
    }

    /// <summary>Does the work against a relay.</summary>
    public abstract RunResult Run(BenchTarget target, int run);

    /// <summary>Lets go of what the rows of a group kept for each other. May be called more than once.</summary>
    public virtual void End()
    {
    }
}
