// SPDX-License-Identifier: Apache-2.0
// Runs a program and says how it ended: END, REFUSED and a sentence, or TRAP and who called it.
#include <execinfo.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string_view>

#include "misuse.hpp"

void end(Stopped stopped) {
  std::move(stopped).then(
      [](FreeVCpu vcpu, IdleCpu) { static_cast<void>(std::move(vcpu).destroy()); });
}

void end(Step step) {
  if (step.running()) return end(std::move(step).vcpu());
  std::move(step).finish(
      [](FreeVCpu vcpu, IdleCpu) { static_cast<void>(std::move(vcpu).destroy()); },
      [](FailedVCpu vcpu, IdleCpu) { static_cast<void>(std::move(vcpu).destroy()); });
}

void end(Exit exit) {
  end(on_read(std::move(exit), [](MmioRead e) { return std::move(e).stop(); }));
}

void refused(tenon::Error error) {
  const std::string_view why = sentence(error);
  std::printf("REFUSED %.*s\n", static_cast<int>(why.size()), why.data());
  std::fflush(stdout);
  std::_Exit(0);
}

namespace {

void trapped(int signal) {
  // What a signal handler may do: write, and no more of the library than the linker has bound.
  constexpr std::string_view head = "TRAP\n";
  static_cast<void>(!write(STDOUT_FILENO, head.data(), head.size()));
  void* frames[32];
  backtrace_symbols_fd(frames, backtrace(frames, 32), STDOUT_FILENO);
  std::_Exit(signal);
}

}  // namespace

int main() {
  void* warm_up[1];
  static_cast<void>(backtrace(warm_up, 1));  // loads what it needs, before a signal
  std::signal(SIGILL, trapped);
  std::signal(SIGTRAP, trapped);
  Machine machine;
  program(machine);
  std::puts("END");
  return 0;
}
