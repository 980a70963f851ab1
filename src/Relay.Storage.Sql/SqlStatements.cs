namespace Relay.Storage.Sql;

/// <summary>All statements of a store, in one dialect. A list is what <c>postings</c> holds under one term.</summary>
/// <param name="dialect">The dialect.</param>
public sealed class SqlStatements(SqlDialect dialect)
{
    static readonly SqlColumn
        Seq = new("seq"), About = new("about"), Term = new("term"), Place = new("place", SqlValueKind.Bytes),
        Name = new("name", SqlValueKind.Bytes);

    const string Key = "PRIMARY", ById = "events_id8";

    readonly string _postings = dialect.By(Key, "postings"), _state = dialect.By(Key, "state");

    readonly string _1 = dialect.Parameter(1), _2 = dialect.Parameter(2), _3 = dialect.Parameter(3), _4 = dialect.Parameter(4);

    /// <summary>The first rows of one list: term, from, to, most.</summary>
    internal SqlStatement FirstOfList => field ??= new(
        $"SELECT place, seq, about FROM {_postings} WHERE term = {_1} AND place >= {_2} AND place <= {_3} "
        + $"ORDER BY place, seq LIMIT {dialect.Most(4)}");

    /// <summary>The first rows of many lists: terms, from, to, how many of each. Null where <see cref="RangeOfLists"/> is not.</summary>
    internal SqlStatement? FirstOfLists => field ??= Of(dialect.FirstOfLists(1, 2, 3, 4));

    /// <summary>A part of many lists: terms, from, to, most. Null if the database has <see cref="FirstOfLists"/>.</summary>
    internal SqlStatement? RangeOfLists => field ??= Of(dialect.RangeOfLists(1, 2, 3, 4));

    /// <summary>Records by numbers. Columns: the number's index, record.</summary>
    internal SqlStatement Records => field ??= new(
        $"SELECT n.i, e.record FROM {dialect.NumbersOf(1)} AS n {dialect.Lookup("events", "e", Key, "e.seq = n.number")}");

    /// <summary>Events by the beginnings of their ids, without their records.</summary>
    internal SqlStatement PlacesOfIds => field ??= new(
        $"SELECT e.seq, e.id8, e.created_at, e.about FROM {dialect.NumbersOf(1)} AS n "
        + dialect.Lookup("events", "e", ById, "e.id8 = n.number"));

    /// <summary>Events by the beginnings of their ids.</summary>
    internal SqlStatement RecordsOfIds => field ??= new(
        $"SELECT e.seq, e.record FROM {dialect.NumbersOf(1)} AS n {dialect.Lookup("events", "e", ById, "e.id8 = n.number")}");

    /// <summary>All events of lists.</summary>
    internal SqlStatement RecordsOfLists => field ??= new(
        $"SELECT e.seq, e.record FROM {dialect.NumbersOf(1)} AS n {dialect.Lookup("postings", "p", Key, "p.term = n.number")} "
        + dialect.Lookup("events", "e", Key, "e.seq = p.seq"));

    /// <summary>The place of a row of a list: term, from, to, how many rows before it.</summary>
    internal SqlStatement PlaceInList => field ??= new(
        $"SELECT place FROM {_postings} WHERE term = {_1} AND place >= {_2} AND place <= {_3} ORDER BY place LIMIT 1 OFFSET {_4}");

    /// <summary>Counts rows of a list by kind: term, from, to. Columns: kind, rows, rows that expire, highest number.</summary>
    internal SqlStatement CountByKind => field ??= new(
        $"SELECT about & {PostingAbout.KindBits} AS kind, count(*), sum(about & {PostingAbout.Expires}), max(seq) FROM {_postings} "
        + $"WHERE term = {_1} AND place >= {_2} AND place <= {_3} GROUP BY about & {PostingAbout.KindBits}");

    /// <summary>Counts the rows of a part of a list: term, from, to. Columns: rows, rows that expire, highest number.</summary>
    internal SqlStatement Count => field ??= new(
        $"SELECT count(*), sum(about & {PostingAbout.Expires}), max(seq) FROM {_postings} "
        + $"WHERE term = {_1} AND place >= {_2} AND place <= {_3}");

    /// <summary>Events by their numbers, without their records: above, up to, most.</summary>
    internal SqlStatement Range => field ??= new(
        $"SELECT seq, about FROM {dialect.By(Key, "events")} WHERE seq > {_1} AND seq <= {_2} ORDER BY seq LIMIT {dialect.Most(3)}");

    /// <summary>Records of state by their keys.</summary>
    internal SqlStatement State => field ??= new($"SELECT name, value FROM {_state} WHERE {dialect.IsAmongKeys("name", 1)}");

    /// <summary>Records of state: from, to, most.</summary>
    internal SqlStatement StateRange => field ??= new(
        $"SELECT name, value FROM {_state} WHERE name >= {_1} AND name < {_2} ORDER BY name LIMIT {dialect.Most(3)}");

    /// <summary>Adds events: number, beginning of the id, time, about, record.</summary>
    internal SqlStatement AddEvent => field ??= new(
        dialect.Insert("events", Seq, new("id8"), new("created_at"), About, new("record", SqlValueKind.Bytes)));

    /// <summary>Removes events by their numbers.</summary>
    internal SqlStatement RemoveEvent => field ??= new(dialect.Delete("events", Seq));

    /// <summary>Adds rows to lists: term, place, number, about.</summary>
    internal SqlStatement AddPosting => field ??= new(dialect.Insert("postings", Term, Place, Seq, About));

    /// <summary>Removes rows from lists: term, place, number.</summary>
    internal SqlStatement RemovePosting => field ??= new(dialect.Delete("postings", Term, Place, Seq));

    /// <summary>Writes records of state: key, value.</summary>
    internal SqlStatement WriteState => field ??= new(dialect.Upsert("state", Name, new("value", SqlValueKind.Bytes)));

    /// <summary>Removes records of state by their keys.</summary>
    internal SqlStatement RemoveState => field ??= new(dialect.Delete("state", Name));

    /// <summary>All statements, to look at their plans.</summary>
    internal IEnumerable<SqlStatement> All =>
    [
        FirstOfList, (FirstOfLists ?? RangeOfLists)!, Records, PlacesOfIds, RecordsOfIds, RecordsOfLists, PlaceInList, CountByKind, Count,
        Range, State, StateRange, AddEvent, RemoveEvent, AddPosting, RemovePosting, WriteState, RemoveState,
    ];

    static SqlStatement? Of(string? text) => text is null ? null : new SqlStatement(text);
}
