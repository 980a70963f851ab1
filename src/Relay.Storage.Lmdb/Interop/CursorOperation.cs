namespace Relay.Storage.Lmdb;

/// <summary>The values of MDB_cursor_op that the store uses.</summary>
enum CursorOperation
{
    GetBoth = 2,
    GetBothRange = 3,
    GetMultiple = 5,
    Last = 6,
    LastDuplicate = 7,
    Next = 8,
    NextDuplicate = 9,
    Previous = 12,
    PreviousDuplicate = 13,
    Set = 15,
    SetRange = 17,
    PreviousMultiple = 18,
}
