namespace Relay.Storage.Sql;

/// <summary>What differs between databases in the statements of a store.</summary>
public abstract class SqlDialect
{
    /// <summary>The name of a column type for whole numbers of 64 bits.</summary>
    public abstract string Number { get; }

    /// <summary>The name of a column type for at most this many bytes; 0 for any number.</summary>
    public abstract string Bytes(int most);

    /// <summary>What follows the list of columns of a table that is stored in the order of its primary key.</summary>
    public abstract string OrderedByKey { get; }

    /// <summary>The text for the parameter with this number, from 1 on.</summary>
    public abstract string Parameter(int number);

    /// <summary>What follows LIMIT, for the parameter with this number.</summary>
    public virtual string Most(int parameter) => Parameter(parameter);

    /// <summary>
    /// A table expression over a parameter that is a list of numbers: it has the columns <c>i</c>, which counts from 0, and <c>number</c>.
    /// </summary>
    public abstract string NumbersOf(int parameter);

    /// <summary>A query for the keys in a parameter that is a list of keys.</summary>
    public abstract string KeysOf(int parameter);

    /// <summary>
    /// A statement for the first rows of many lists: for each number in the list <paramref name="terms"/>, the rows of <c>postings</c> with
    /// this term and places between two parameters, both included, in their order, as many as the parameter <paramref name="each"/> says,
    /// and further ones with the place of the last one. Its columns: the number's index, place, sequence number, about.
    /// </summary>
    public abstract string FirstOfLists(int terms, int from, int to, int each);

    /// <summary>A statement that inserts into a table, or changes the other columns of the row with this key.</summary>
    public abstract string Upsert(string table, string key, string value);
}
