namespace Relay.Storage.Sql;

/// <summary>What differs between databases in the statements of a store.</summary>
public abstract class SqlDialect
{
    /// <summary>The name of a column type for whole numbers of 64 bits.</summary>
    public abstract string Number { get; }

    /// <summary>The name of a column type for at most this many bytes; 0 for any number.</summary>
    public abstract string Bytes(int most);

    /// <summary>What follows the list of columns of a table that is stored in the order of its primary key.</summary>
    public virtual string OrderedByKey => "";

    /// <summary>What follows the columns of a primary key whose index has one more, for tables that are not stored in it.</summary>
    public virtual string Including(string column) => "";

    /// <summary>How a new table is to be kept beyond what its columns say: statements that follow that which makes it.</summary>
    public virtual IReadOnlyList<string> Keeping(string table) => [];

    /// <summary>The text for the parameter with this number, from 1 on.</summary>
    public abstract string Parameter(int number);

    /// <summary>What follows LIMIT, for the parameter with this number.</summary>
    public virtual string Most(int parameter) => Parameter(parameter);

    /// <summary>
    /// A table expression over a parameter that is a list of numbers: it has the columns <c>i</c>, which counts from 0, and <c>number</c>.
    /// </summary>
    public abstract string NumbersOf(int parameter);

    /// <summary>A condition: the column is among the keys in a parameter that is a list of keys.</summary>
    public abstract string IsAmongKeys(string column, int parameter);

    /// <summary>A table that is read by an index, no matter what the database believes to know about the table.</summary>
    public virtual string By(string index, string table) => table;

    /// <summary>
    /// What joins the tables before it with another one on a condition, so that this one is looked up by its index for each row of those,
    /// no matter what the database believes about their sizes.
    /// </summary>
    public virtual string Lookup(string table, string alias, string index, string condition) =>
        $"CROSS JOIN {table} AS {alias} ON {condition}";

    /// <summary>
    /// A statement for the first rows of many lists: for each number in the list <paramref name="terms"/>, the rows of <c>postings</c> with
    /// this term and places between two parameters, both included, in their order, as many as the parameter <paramref name="each"/> says,
    /// and further ones with the place of the last one. Its columns: the number's index, place, sequence number, about. Null if the
    /// database cannot do that; then it has <see cref="RangeOfLists"/>.
    /// </summary>
    public virtual string? FirstOfLists(int terms, int from, int to, int each) => null;

    /// <summary>
    /// A statement for a part of many lists: the rows of <c>postings</c> with a term in the list <paramref name="terms"/> and places
    /// between two parameters, both included, in the order of terms and places, at most as many as the parameter <paramref name="most"/>
    /// says. Its columns: term, place, sequence number, about. Only for a database without <see cref="FirstOfLists"/>.
    /// </summary>
    public virtual string? RangeOfLists(int terms, int from, int to, int most) => null;

    /// <summary>A statement that inserts rows into a table. Here and below, sessions give it rows with these columns.</summary>
    public virtual string Insert(string table, params IReadOnlyList<SqlColumn> columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns.Select(static column => column.Name))}) "
        + $"VALUES ({string.Join(", ", columns.Select((_, i) => Parameter(i + 1)))})";

    /// <summary>A statement that inserts into a table, or changes the value of the row with this key.</summary>
    public abstract string Upsert(string table, SqlColumn key, SqlColumn value);

    /// <summary>A statement that removes the rows of a table that have these values.</summary>
    public virtual string Delete(string table, params IReadOnlyList<SqlColumn> columns) =>
        $"DELETE FROM {table} WHERE {string.Join(" AND ", columns.Select((column, i) => $"{column.Name} = {Parameter(i + 1)}"))}";
}

/// <summary>A column for which a statement gets values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is in it: a number or bytes.</param>
public readonly record struct SqlColumn(string Name, SqlValueKind Kind = SqlValueKind.Number);
