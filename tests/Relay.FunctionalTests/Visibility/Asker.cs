namespace Relay.FunctionalTests;

/// <summary>The keys that a connection has proved.</summary>
public enum Asker
{
    Nobody,
    Stranger,
    Recipient,
    Author,
    StrangerAndRecipient,
}
