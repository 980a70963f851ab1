using Relay.Storage.Sql;

namespace Relay.Storage.Postgres;

/// <summary>The statements in PostgreSQL's dialect. A statement of changes gets each column of all its rows as an array.</summary>
sealed class PostgresDialect : SqlDialect
{
    public override string Number => "bigint";

    public override string Bytes(int most) => "bytea";

    public override string Parameter(int number) => $"${number}";

    // A list is then read from its index alone where the rows are not new.
    public override string Including(string column) => $" INCLUDE ({column})";

    // Replaced events leave dead rows. The usual share of a large table would be too many, and room that was used will be used again. The
    // numbers in state and the row of the owner change with each commit: with room on their pages that touches no index.
    public override IReadOnlyList<string> Keeping(string table) =>
    [
        table is "events" or "postings"
            ? $"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, "
                + "autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off)"
            : $"ALTER TABLE {table} SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1)",
    ];

    public override string NumbersOf(int parameter) =>
        $"(SELECT ordinality - 1 AS i, number FROM unnest(${parameter}) WITH ORDINALITY AS u(number, ordinality))";

    public override string IsAmongKeys(string column, int parameter) => $"{column} = ANY(${parameter})";

    // What OFFSET 0 follows is not taken apart. Otherwise a plan that was made while a table was small would go on to walk it.
    public override string Lookup(string table, string alias, string index, string condition) =>
        $"CROSS JOIN LATERAL (SELECT * FROM {table} AS {alias} WHERE {condition} OFFSET 0) AS {alias}";

    public override string FirstOfLists(int terms, int from, int to, int each) =>
        $"SELECT n.i, p.place, p.seq, p.about FROM {NumbersOf(terms)} AS n CROSS JOIN LATERAL (SELECT place, seq, about FROM postings "
        + $"WHERE term = n.number AND place >= ${from} AND place <= ${to} ORDER BY place FETCH FIRST (${each}) ROWS WITH TIES) AS p";

    public override string Insert(string table, params IReadOnlyList<SqlColumn> columns) =>
        $"INSERT INTO {table} ({Names(columns)}) SELECT * FROM {Rows(columns)}";

    public override string Upsert(string table, SqlColumn key, SqlColumn value) =>
        $"{Insert(table, key, value)} ON CONFLICT ({key.Name}) DO UPDATE SET {value.Name} = excluded.{value.Name}";

    public override string Delete(string table, params IReadOnlyList<SqlColumn> columns) => columns.Count == 1
        ? $"DELETE FROM {table} WHERE {IsAmongKeys(columns[0].Name, 1)}"
        : $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT t.ctid FROM {Rows(columns)} AS k({Names(columns)}) CROSS JOIN LATERAL "
            + $"(SELECT ctid FROM {table} AS t WHERE {Equal(columns)} OFFSET 0) AS t))";

    static string Equal(IReadOnlyList<SqlColumn> columns) =>
        string.Join(" AND ", columns.Select(static column => $"t.{column.Name} = k.{column.Name}"));

    static string Names(IReadOnlyList<SqlColumn> columns) => string.Join(", ", columns.Select(static column => column.Name));

    static string Rows(IReadOnlyList<SqlColumn> columns) => $"unnest({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})";
}
