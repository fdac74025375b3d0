// Locks the database that a message names for half a second.
import { DatabaseSync } from "node:sqlite";

// The scope of a worker has more than the types of a page say.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(message: string): void;
};
scope.onmessage = ({ data }) => {
  const database = new DatabaseSync(data);
  database.exec("BEGIN IMMEDIATE");
  scope.postMessage("locked");
  setTimeout(() => {
    database.exec("COMMIT");
    database.close();
  }, 500);
};
