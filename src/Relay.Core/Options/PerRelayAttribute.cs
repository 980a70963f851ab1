namespace Relay.Core;

/// <summary>
/// Marks an option that says which relay this is or where its events are. A named relay does not take it over from the section
/// <c>Relay</c>: it has the value under its own section, or the default.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PerRelayAttribute : Attribute
{
    /// <summary>Whether a named relay must have a value of its own, because two relays cannot share the default.</summary>
    public bool IsNeeded { get; init; }
}
