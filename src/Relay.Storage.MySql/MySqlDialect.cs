using Relay.Storage.Sql;

namespace Relay.Storage.MySql;

/// <summary>
/// The statements in the dialect that MariaDB and MySQL share. All columns are numbers or bytes, so no collation is involved. InnoDB keeps
/// every table in the order of its primary key.
/// </summary>
sealed class MySqlDialect : SqlDialect
{
    public override string Number => "BIGINT";

    // For a table of which it believes that it is small, the server would make a plan that walks it, also when it has grown meanwhile.
    public override string By(string index, string table) => $"{table} FORCE INDEX ({index})";

    public override string Lookup(string table, string alias, string index, string condition) =>
        $"STRAIGHT_JOIN {By(index, $"{table} AS {alias}")} ON {condition}";

    public override string Bytes(int most) => most == 0 ? "MEDIUMBLOB" : $"VARBINARY({most})";

    public override string Parameter(int number) => $"@{number}";

    public override string NumbersOf(int parameter) =>
        $"(SELECT j.i - 1 AS i, j.number FROM JSON_TABLE({Parameter(parameter)}, '$[*]' "
        + "COLUMNS(i FOR ORDINALITY, number BIGINT PATH '$')) AS j)";

    public override string IsAmongKeys(string column, int parameter) => $"{column} IN ({List(parameter)})";

    // Each term and the two places are a range of the table's key. A join would read whole lists.
    public override string RangeOfLists(int terms, int from, int to, int most) =>
        $"SELECT term, place, seq, about FROM {By("PRIMARY", "postings")} WHERE term IN ({List(terms)}) AND place >= {Parameter(from)} "
        + $"AND place <= {Parameter(to)} ORDER BY term, place, seq LIMIT {Parameter(most)}";

    public override string Insert(string table, params IReadOnlyList<SqlColumn> columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns.Select(static column => column.Name))}) VALUES "
        + RowText.Of($"({string.Join(", ", columns.Select(static _ => RowText.Value))})", ", ");

    // MySQL has a new form for the value that was to be inserted, which MariaDB does not know.
    public override string Upsert(string table, SqlColumn key, SqlColumn value) =>
        $"{Insert(table, key, value)} ON DUPLICATE KEY UPDATE {value.Name} = VALUES({value.Name})";

    // MariaDB looks no rows up by a list of the values of several columns.
    public override string Delete(string table, params IReadOnlyList<SqlColumn> columns) =>
        $"DELETE t FROM {By("PRIMARY", $"{table} AS t")} WHERE "
        + RowText.Of($"({string.Join(" AND ", columns.Select(static column => $"t.{column.Name} = {RowText.Value}"))})", " OR ");

    /// <summary>Stands in a text for the values of a list.</summary>
    public static string List(int parameter) => $"{{{parameter}}}";
}
