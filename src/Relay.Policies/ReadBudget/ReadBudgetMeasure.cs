namespace Relay.Policies;

/// <summary>What a read budget counts.</summary>
public enum ReadBudgetMeasure
{
    /// <summary>Index entries that queries scan, and values that their filters name: the relay's work.</summary>
    Scanned,

    /// <summary>Bytes of stored events that are sent: the relay's traffic.</summary>
    Bytes,
}
