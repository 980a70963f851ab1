using Relay.Server;

return await RelayProgram.RunAsync(args);
