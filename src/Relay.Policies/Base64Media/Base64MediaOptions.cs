namespace Relay.Policies;

/// <summary><c>Relay:Policies:Base64Media</c>: pictures, videos and sounds inside the text of events.</summary>
public sealed class Base64MediaOptions
{
    // Some clients put small pictures into profiles and notes this way.
    /// <summary>Refuse events whose content holds pictures, videos or sounds as data: URLs in base64.</summary>
    public bool Enabled { get; init; }
}
