using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>Reads the table of readers. liblmdb only gives it as lines of text.</summary>
static unsafe class LmdbReaderTable
{
    public static List<LmdbReaderSlot> Read(LmdbEnvironmentHandle environment)
    {
        var slots = new List<LmdbReaderSlot>();
        var context = GCHandle.Alloc(slots);
        try
        {
            // Negative if a line could not be kept.
            delegate* unmanaged[Cdecl]<byte*, nint, int> take = &Take;
            using var call = environment.Use();
            if (Mdb.mdb_reader_list(call.Pointer, (nint)take, GCHandle.ToIntPtr(context)) < 0)
                throw new LmdbException(MDBResultCode.Incompatible, "The table of readers cannot be listed.");
            return slots;
        }
        finally
        {
            context.Free();
        }
    }

    // A line is "process thread commit", with the thread in hexadecimal and - for no commit. The first line has headings, or says that
    // there are no readers.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Take(byte* line, nint context)
    {
        try
        {
            const StringSplitOptions words = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            var parts = Marshal.PtrToStringUTF8((nint)line)!.Split(' ', words);
            if (parts.Length != 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process))
                return 0;
            long? transaction = long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;
            ((List<LmdbReaderSlot>)GCHandle.FromIntPtr(context).Target!).Add(new LmdbReaderSlot(process, parts[1], transaction));
            return 0;
        }
        catch (OutOfMemoryException)
        {
            // No exception may pass through liblmdb.
            return -1;
        }
    }
}
