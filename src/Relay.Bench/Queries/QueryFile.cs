namespace Relay.Bench;

/// <summary>Reads a file of queries. Each line is a JSON array of filters.</summary>
static class QueryFile
{
    public static QuerySet Read(string path)
    {
        var queries = new List<BenchQuery>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                queries.Add(BenchQuery.Parse(System.Text.Encoding.UTF8.GetBytes(line)));
            }
            catch (InvalidDataException exception)
            {
                throw new InvalidDataException($"{path}, line {number}: {exception.Message}", exception);
            }
        }
        return queries.Count > 0
            ? new QuerySet("file", $"filters of {Path.GetFileName(path)}", [.. queries])
            : throw new InvalidDataException($"{path}: no filters");
    }
}
