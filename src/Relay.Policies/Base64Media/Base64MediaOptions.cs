using System.ComponentModel;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:Base64Media</c>: pictures, videos and sounds inside the text of events.</summary>
public sealed class Base64MediaOptions
{
    // Some clients put small pictures into profiles and notes this way.
    /// <summary>Whether such events are refused.</summary>
    [Description("Refuse events whose content holds pictures, videos or sounds as data: URLs in base64.")]
    public bool Enabled { get; init; }
}
