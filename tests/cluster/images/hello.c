/* A plugin whose image holds this one file and no shell. It prints its arguments, the status
   of the build and its settings, and exits with $EXIT, else $PLUGIN_EXIT, else 0. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

int main(int count, char **arguments) {
  printf("hello from an image without a shell\n");
  for (int i = 1; i < count; i++) printf("arg %d: %s\n", i, arguments[i]);

  const char *status = getenv("DRONE_BUILD_STATUS");
  printf("DRONE_BUILD_STATUS=%s\n", status ? status : "");
  for (char **variable = environ; *variable; variable++) {
    if (strncmp(*variable, "PLUGIN_", 7) == 0) printf("%s\n", *variable);
  }

  const char *code = getenv("EXIT");
  if (!code) code = getenv("PLUGIN_EXIT");
  return code ? atoi(code) : 0;
}
