import path from 'node:path';
import { overMariadb } from '../support/databaseUnderTest';

/** The contract of the database, once more over MariaDB. */
overMariadb(
  [
    'callLogs',
    'callLogPurge',
    'databasesAlike',
    'features',
    'healthChanges',
    'listAccess',
    'repositoriesDeployment',
    'storedObjects',
  ].map((name) => path.join(__dirname, `${name}.test.js`)),
);
