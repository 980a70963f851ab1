using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Server;

/// <summary>The two keys that say where the database of a store is: the string itself, or a file that has it.</summary>
static class ConnectionStrings
{
    /// <summary>No connection string is longer.</summary>
    const int MostBytes = 16 * 1024;

    /// <summary>What is wrong with the two keys for a store of this type.</summary>
    public static IEnumerable<ValidationResult> Problems(string typeName, string? text, string? file)
    {
        if (StoreTypes.Named(typeName) is not { } type)
            yield break;
        var (isTextSet, isFileSet) = (!string.IsNullOrEmpty(text), !string.IsNullOrEmpty(file));
        if (type.Medium == StoreMedium.Server)
        {
            if (isTextSet && isFileSet)
                yield return new("is set, and so is ConnectionString: set one of them", [nameof(StoreOptions.ConnectionStringFile)]);
            else if (!isTextSet && !isFileSet)
            {
                yield return new(
                    $"is needed for a store of the type {type.Name}, or ConnectionStringFile with a file that has it",
                    [nameof(StoreOptions.ConnectionString)]);
            }
        }
        else if (isTextSet || isFileSet)
        {
            yield return new(
                $"is set, which stores of the type {type.Name} do not have",
                [isTextSet ? nameof(StoreOptions.ConnectionString) : nameof(StoreOptions.ConnectionStringFile)]);
        }
    }

    /// <summary>The connection string. Throws <see cref="StoreException"/> if its file cannot be read.</summary>
    public static string Read(string? text, string? file)
    {
        if (!string.IsNullOrEmpty(text))
            return text;
        try
        {
            var path = Path.GetFullPath(file!);
            using var stream = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var found = System.Text.Encoding.UTF8.GetString(bytes, 0, length).Trim();
            return length <= MostBytes && found.Length > 0 && !found.Contains('\n')
                ? found
                : throw new StoreException($"The file {path} should have the connection string of the store, in one line.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The connection string of the store cannot be read: {exception.Message}", exception);
        }
    }
}
