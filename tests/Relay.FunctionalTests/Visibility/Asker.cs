namespace Relay.FunctionalTests;

/// <summary>Whose keys a connection has proved.</summary>
public enum Asker
{
    Nobody,
    Stranger,
    Recipient,
    Author,
    StrangerAndRecipient,
}
