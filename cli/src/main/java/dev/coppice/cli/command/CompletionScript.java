package dev.coppice.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Writes the script by which a shell completes words: commands, options and their values, directories for `DB`, and
/// what is in the database for forks, archives and tables, for which it runs `coppice` itself.
///
/// The script takes the line apart by itself: bash would cut `DB@FORK` at the `@`.
final class CompletionScript {
    /// Words that name something new, of which there is nothing to complete.
    private static final Set<String> NEW_NAMES = Set.of("fork FORK", "graph fork FORK", "restore --as");

    private static final String FUNCTIONS = """
            # Completion of coppice for bash, and for zsh by way of bashcompinit.
            _coppice_names() { # PROGRAM LIST DB: the forks, archives or tables of a database
              "$1" "$2" "$3" --json 2>/dev/null | sed -n 's/^{"\\(name\\|archive\\|table\\)":"\\([^"]*\\)".*/\\2/p'
            }

            # PROGRAM KIND DB COMMANDS: words of a kind, one on each line
            _coppice_words() {
              case $2 in
                state) _coppice_names "$1" forks "${3%@*}"; _coppice_names "$1" archives "${3%@*}" | sed 's/^/archive:/' ;;
                fork) _coppice_names "$1" forks "${3%@*}" ;;
                archive) _coppice_names "$1" archives "${3%@*}" ;;
                table) _coppice_names "$1" tables "$3" ;;
                command) printf '%s\\n' $4 exit-codes ;;
                =*) printf '%s\\n' ${2#=} ;;
              esac
            }

            _coppice() {
              local line="${COMP_LINE:0:$COMP_POINT}" program word previous command="" db="" options="" valued="" kinds=""
              local kind="" given=0 expects="" skipped="" first=2 i commands=@COMMANDS@
              local -a words
              set -f; words=($line); set +f
              case $line in *[[:space:]]) words+=("") ;; esac
              program=${words[0]/#\\~/$HOME}
              word=${words[${#words[@]}-1]}
              previous=${words[${#words[@]}-2]}
              COMPREPLY=()
              [ ${#words[@]} -ge 2 ] || return 0
              [ ${#words[@]} -eq 2 ] || command=${words[1]}
              case "$command" in
                @GROUPS@) [ ${#words[@]} -eq 3 ] || { first=3; command="$command ${words[2]}"; } ;;
              esac
              case "$command" in
                "") options="--help --version"; kind="=$commands" ;;
            @CASES@
                *) return 0 ;;
              esac

              # Which of its parameters the word is: options and their values do not count.
              for ((i = first; i < ${#words[@]} - 1; i++)); do
                if [ -n "$skipped" ]; then
                  skipped=""
                  continue
                fi
                case ${words[i]} in
                  --*=*) ;;
                  -*) case $valued in *" ${words[i]}:"*) skipped=1 ;; esac ;;
                  *) [ -n "$db" ] || db=${words[i]/#\\~/$HOME}; given=$((given + 1)) ;;
                esac
              done
              if [ -z "$kind" ]; then
                i=0
                for expects in $kinds; do
                  [ $i -gt $given ] || kind=$expects
                  i=$((i + 1))
                done
                [ $given -lt $i ] || kind=""
              fi
              case $valued in
                *" $previous:"*) kind=${valued#*" $previous:"}; kind=${kind%%" "*}; options="" ;;
              esac
              kind=${kind//,/ }

              case $kind:$word in
                *:-*) [ -z "$options" ] || COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
                db:*@*)
                  COMPREPLY=($(compgen -P "${word%@*}@" -W "$(_coppice_words "$program" state "${word/#\\~/$HOME}")" -- "${word##*@}")) ;;
                db:* | directory:*)
                  COMPREPLY=($(compgen -d -- "$word"))
                  type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null ;;
                file:*)
                  COMPREPLY=($(compgen -f -- "$word"))
                  type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null ;;
                :*) ;;
                *) COMPREPLY=($(compgen -W "$(_coppice_words "$program" "$kind" "$db" "$commands")" -- "$word")) ;;
              esac

              # Bash replaces only what stands behind the last of its word breaks.
              case $word in
                *[@:]*)
                  case ${COMP_WORDBREAKS-} in
                    *@*)
                      local kept="${word%"${word##*[@:]}"}"
                      for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$kept"}; done ;;
                  esac ;;
              esac
            }

            complete -F _coppice coppice ./coppice
            """;

    private CompletionScript() {}

    /// The script for a program.
    static String of(CommandLine program) {
        List<String> names = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        StringBuilder cases = new StringBuilder();
        program.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
                if (command.getSubcommands().isEmpty()) {
                    cases.append(caseOf(name, command.getCommandSpec()));
                } else {
                    groups.add(name);
                    cases.append(casesOfGroup(name, command));
                }
            }
        });
        return FUNCTIONS
                .replace("@GROUPS@", String.join(" | ", groups))
                .replace("@COMMANDS@", "\"" + String.join(" ", names) + "\"")
                .replace("@CASES@\n", cases.toString());
    }

    /// A command that consists of commands.
    private static String casesOfGroup(String name, CommandLine group) {
        StringBuilder cases = new StringBuilder("    %s) options=\"--help\"; kind=\"=%s\" ;;\n"
                .formatted(name, String.join(",", group.getSubcommands().keySet())));
        group.getSubcommands()
                .forEach((each, command) -> cases.append(caseOf(name + " " + each, command.getCommandSpec())));
        return cases.toString();
    }

    private static String caseOf(String command, CommandSpec spec) {
        List<String> options = new ArrayList<>();
        StringBuilder valued = new StringBuilder(" ");
        for (OptionSpec option : spec.options()) {
            options.add(option.longestName());
            if (option.arity().max() > 0) {
                String kind = kind(command + " " + option.longestName(), option);
                valued.append(option.longestName()).append(':').append(kind).append(' ');
            }
        }
        StringBuilder kinds = new StringBuilder();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            kinds.append(' ').append(kind(command + " " + parameter.paramLabel(), parameter));
        }
        return "    \"%s\") options=\"%s\"; valued=\"%s\"; kinds=\"%s\" ;;\n"
                .formatted(
                        command,
                        String.join(" ", options),
                        valued,
                        kinds.toString().strip());
    }

    /// What a word is: a kind that the script knows, `=` and the words to choose from with commas, or `none`.
    private static String kind(String what, ArgSpec word) {
        if (NEW_NAMES.contains(what)) {
            return "none";
        }
        if (word.completionCandidates() != null) {
            return "=" + String.join(",", word.completionCandidates());
        }
        return switch (word.paramLabel()) {
            case "DB", "DB[@FORK]", "DB[@PARENT]" -> "db";
            case "DIR" -> "directory";
            case "FILE" -> what.startsWith("inspect ") ? "none" : "file";
            case "FORK", "BASE" -> what.contains("diff ") || what.contains("drop ") ? "state" : "fork";
            case "ARCHIVE" -> "archive";
            case "TABLE" -> "table";
            case "TOPIC" -> "command";
            default -> "none";
        };
    }
}
