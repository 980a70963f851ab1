using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Sqlite;

/// <summary>Checks a database file that was not closed properly: its pages, and that tables and indexes agree in their order.</summary>
static unsafe class SqliteCheck
{
    /// <summary>Enough for some gigabytes. A larger file is checked in part, so that the relay starts.</summary>
    static readonly TimeSpan Most = TimeSpan.FromSeconds(20);

    /// <summary>Throws <see cref="StoreException"/> if the file is damaged.</summary>
    public static void Run(SqliteConnection connection, string path, ILogger logger)
    {
        SqliteMessages.Checking(logger);
        var deadline = Environment.TickCount64 + (long)Most.TotalMilliseconds;
        connection.Interrupt(&IsOver, (nint)(&deadline));
        try
        {
            var problem = Encoding.UTF8.GetString(connection.ReadAll("PRAGMA quick_check(1)")[0]);
            if (problem != "ok")
                throw SqliteFaults.Damaged(path, problem.ReplaceLineEndings(" "));
        }
        catch (SqliteException exception) when (exception.Code == SqliteCode.Interrupted)
        {
            SqliteMessages.CheckBrokenOff(logger, (long)Most.TotalSeconds);
        }
        finally
        {
            connection.Interrupt(null, 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int IsOver(nint deadline) => Environment.TickCount64 > *(long*)deadline ? 1 : 0;
}
