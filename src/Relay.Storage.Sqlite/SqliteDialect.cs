using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>The statements in SQLite's dialect.</summary>
sealed class SqliteDialect : SqlDialect
{
    // A key of this type is the row's number, by which the table is ordered.
    public override string Number => "INTEGER";

    public override string OrderedByKey => " WITHOUT ROWID";

    public override string Bytes(int most) => "BLOB";

    public override string Parameter(int number) => $"?{number}";

    // SQLite makes a new plan whenever a bare parameter has another value here.
    public override string Most(int parameter) => $"?{parameter} + 0";

    public override string NumbersOf(int parameter) => $"(SELECT key AS i, value AS number FROM json_each(?{parameter}))";

    public override string IsAmongKeys(string column, int parameter) => $"{column} IN (SELECT unhex(value) FROM json_each(?{parameter}))";

    // A subquery with a limit cannot be joined with the list that it is for. The place of its last row can be asked for.
    public override string FirstOfLists(int terms, int from, int to, int each) =>
        $"SELECT n.i, p.place, p.seq, p.about FROM {NumbersOf(terms)} AS n CROSS JOIN postings AS p "
        + $"WHERE p.term = n.number AND p.place >= ?{from} AND p.place <= coalesce((SELECT q.place FROM postings AS q "
        + $"WHERE q.term = n.number AND q.place >= ?{from} AND q.place <= ?{to} ORDER BY q.place LIMIT 1 OFFSET ?{each} - 1), ?{to})";

    public override string Upsert(string table, SqlColumn key, SqlColumn value) =>
        $"{Insert(table, key, value)} ON CONFLICT ({key.Name}) DO UPDATE SET {value.Name} = excluded.{value.Name}";
}
