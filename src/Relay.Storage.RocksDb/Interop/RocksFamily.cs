namespace Relay.Storage.RocksDb;

/// <summary>The column families: parts of the database with keys and settings of their own, committed together.</summary>
enum RocksFamily
{
    /// <summary>The default one, with what the store knows about itself; see <see cref="StoreFormat"/>.</summary>
    Meta,

    /// <summary>Sequence → packed record; see <see cref="SequenceKey"/>.</summary>
    Events,

    /// <summary>List ‖ posting, without values; see <see cref="ListKey"/>.</summary>
    Postings,

    /// <summary>Start of an id ‖ sequence, without values; see <see cref="Postings.NumberedKey"/>.</summary>
    Ids,

    /// <summary>The state of <see cref="Core.EngineStore"/>.</summary>
    State,
}
