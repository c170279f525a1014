using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Kassa
{
    public sealed partial class Device
    {
        /// <summary>
        /// Checks codes and keeps those that may be sold for the next receipt; one result for each. The timeout is for each
        /// code. With waitForResult = false the marking system's answer is not awaited.
        /// </summary>
        public IReadOnlyList<MarkCheck> ValidateMarks(IEnumerable<Mark> marks, TimeSpan? timeout = null, bool? waitForResult = null) =>
            Asked(Marks(marks, timeout, waitForResult), Checks);

        /// <summary>As <see cref="ValidateMarks"/>, without blocking.</summary>
        public Task<IReadOnlyList<MarkCheck>> ValidateMarksAsync(IEnumerable<Mark> marks, TimeSpan? timeout = null, bool? waitForResult = null, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Marks(marks, timeout, waitForResult), Checks, progress, cancel);

        /// <summary>Begins to check one code; <see cref="GetMarkingCodeValidationStatus"/> says when the check is ready.</summary>
        public MarkCheck BeginMarkingCodeValidation(Mark mark) =>
            Asked(Begun(mark), answer => new MarkCheck(answer));

        /// <summary>As <see cref="BeginMarkingCodeValidation"/>, without blocking.</summary>
        public Task<MarkCheck> BeginMarkingCodeValidationAsync(Mark mark, IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Begun(mark), answer => new MarkCheck(answer), progress, cancel);

        /// <summary>State of the check that was begun.</summary>
        public MarkCheck GetMarkingCodeValidationStatus() =>
            Asked(Question("getMarkingCodeValidationStatus"), answer => new MarkCheck(answer));

        /// <summary>As <see cref="GetMarkingCodeValidationStatus"/>, without blocking.</summary>
        public Task<MarkCheck> GetMarkingCodeValidationStatusAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("getMarkingCodeValidationStatus"), answer => new MarkCheck(answer), progress, cancel);

        /// <summary>Keeps the checked code for the next receipt.</summary>
        public MarkCheck AcceptMarkingCode() =>
            Asked(Question("acceptMarkingCode"), answer => new MarkCheck(answer));

        /// <summary>As <see cref="AcceptMarkingCode"/>, without blocking.</summary>
        public Task<MarkCheck> AcceptMarkingCodeAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("acceptMarkingCode"), answer => new MarkCheck(answer), progress, cancel);

        /// <summary>Drops the checked code: the thing is not sold.</summary>
        public Done DeclineMarkingCode() =>
            Asked(Question("declineMarkingCode"), answer => new Done(answer));

        /// <summary>As <see cref="DeclineMarkingCode"/>, without blocking.</summary>
        public Task<Done> DeclineMarkingCodeAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("declineMarkingCode"), answer => new Done(answer), progress, cancel);

        /// <summary>Gives the check up before it is ready.</summary>
        public Done CancelMarkingCodeValidation() =>
            Asked(Question("cancelMarkingCodeValidation"), answer => new Done(answer));

        /// <summary>As <see cref="CancelMarkingCodeValidation"/>, without blocking.</summary>
        public Task<Done> CancelMarkingCodeValidationAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("cancelMarkingCodeValidation"), answer => new Done(answer), progress, cancel);

        /// <summary>Drops all checked codes.</summary>
        public Done ClearMarkingCodeValidationResult() =>
            Asked(Question("clearMarkingCodeValidationResult"), answer => new Done(answer));

        /// <summary>As <see cref="ClearMarkingCodeValidationResult"/>, without blocking.</summary>
        public Task<Done> ClearMarkingCodeValidationResultAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("clearMarkingCodeValidationResult"), answer => new Done(answer), progress, cancel);

        /// <summary>State of the marking of the register.</summary>
        public MarkingState CheckImcWorkState() =>
            Asked(Question("checkImcWorkState"), answer => new MarkingState(answer));

        /// <summary>As <see cref="CheckImcWorkState"/>, without blocking.</summary>
        public Task<MarkingState> CheckImcWorkStateAsync(IProgress<CallProgress> progress = null, CancellationToken cancel = default) =>
            AskedAsync(Question("checkImcWorkState"), answer => new MarkingState(answer), progress, cancel);

        private static Json Marks(IEnumerable<Mark> marks, TimeSpan? timeout, bool? waitForResult) => new JsonObject
        {
            { "type", "validateMarks" }, { "params", Json.List(marks.Select(mark => (Json)mark.Members())) },
            { "timeout", (long?)timeout?.TotalMilliseconds }, { "waitForResult", waitForResult },
        };

        private static IReadOnlyList<MarkCheck> Checks(Json answer) =>
            answer["results"].Items.Select(result => new MarkCheck(result)).ToArray();

        private static Json Begun(Mark mark) =>
            new JsonObject { { "type", "beginMarkingCodeValidation" }, { "params", mark.Members() } };
    }
}
