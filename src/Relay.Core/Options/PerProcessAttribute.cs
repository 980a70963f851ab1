namespace Relay.Core;

/// <summary>Marks a section that all relays of a process share. It is read from the section <c>Relay</c> only.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PerProcessAttribute : Attribute;
