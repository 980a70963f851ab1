using System.ComponentModel;

namespace Relay.Core;

/// <summary><c>Relay:Policies:Base64Media</c>: pictures and videos inside the text of events.</summary>
public sealed class Base64MediaOptions
{
    // Some clients put small pictures into profiles and notes this way.
    /// <summary>Whether such events are refused.</summary>
    [Description("Refuse events whose content holds pictures or videos as data: URLs.")]
    public bool Enabled { get; init; }
}
